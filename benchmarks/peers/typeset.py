"""Typst's own command, for its package brings the compiler without one: typeset.py IN.typ OUT.pdf FONTS."""

import sys

import typst  # type: ignore[import-not-found]  # installed with the peers only

if __name__ == "__main__":
    source, made, fonts = sys.argv[1:]
    typst.compile(source, output=made, font_paths=[fonts], pdf_standards=["ua-1"])
