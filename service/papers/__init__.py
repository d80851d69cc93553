"""What auditors take away: workpapers, xBRL, the audit log, tie-out reports."""
