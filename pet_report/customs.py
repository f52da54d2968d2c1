"""What is usual in the United Kingdom: the series of its parliamentary papers, in whose name they are presented, and
the licences of its public bodies.

A report from elsewhere says in `customs` of `report.yaml` what is usual there; nothing else knows a country.
"""

from __future__ import annotations

SERIES = (
    {"name": "C", "begins": "1870", "ended": "1899", "last": 9550},
    {"name": "Cd", "begins": "1900", "ended": "1918", "last": 9239},
    {"name": "Cmd", "begins": "1919", "ended": "1956", "last": 9889},
    {"name": "Cmnd", "begins": "1956", "ended": "1986", "last": 9927},
    {"name": "Cm", "begins": "1986", "ended": "2018", "last": 9756},
    {"name": "CP", "begins": "2019"},
    {"name": "HC", "numbering": "sessional"},
    {"name": "HL", "numbering": "sessional"},
)
"""Command Papers, of which one series follows another, and the papers of the two Houses."""

SOVEREIGNS = (
    {"style": "Her Majesty", "begins": "1837-06-20", "ended": "1901-01-22"},
    {"style": "His Majesty", "begins": "1901-01-22", "ended": "1952-02-06"},
    {"style": "Her Majesty", "begins": "1952-02-06", "ended": "2022-09-08"},
    {"style": "His Majesty", "begins": "2022-09-08"},
)

_OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version"

LICENCES = (
    {"short": "Click-Use", "name": "Click-Use Licence", "begins": "2001", "ended": "2010-09-30"},
    {
        "short": "OGL",
        "name": "Open Government Licence v1.0",
        "begins": "2010-09-30",
        "ended": "2013-06-28",
        "address": f"{_OGL}/1/",
    },
    {
        "short": "OGL",
        "name": "Open Government Licence v2.0",
        "begins": "2013-06-28",
        "ended": "2014-10-31",
        "address": f"{_OGL}/2/",
    },
    {"short": "OGL", "name": "Open Government Licence v3.0", "begins": "2014-10-31", "address": f"{_OGL}/3/"},
)
"""Each version with the time in which it was the one to use; what was put under it stays under it."""
