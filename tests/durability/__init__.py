"""Nothing acknowledged is lost: killed processes, backups under writing load, restores."""
