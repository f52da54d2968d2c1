"""A release: what is issued under one version, such that anybody can tell later what it was made of."""
