"""How ``diagnose`` finds the wrong value: slips, identities, and the three areas of an invoice."""
