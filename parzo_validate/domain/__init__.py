"""What an invoice is: exact amounts, whose party it is, causes of a gap, documents, sums of lines, numbers."""
