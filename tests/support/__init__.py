"""What several tests share: the real validators, a real browser, and a reader of PDFs."""
