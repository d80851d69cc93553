"""What auditors take away: citations, verification, workpapers, exports, the audit log."""
