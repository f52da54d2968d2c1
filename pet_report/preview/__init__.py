"""The publications in a browser while they are written: what is shown, and the server that shows it."""
