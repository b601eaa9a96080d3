"""A report, an invoice and a summary as HTML fragments, escaped everywhere."""

from parzo_validate.html.invoice import invoice_html
from parzo_validate.html.report import report_html, stylesheet

__all__ = ["invoice_html", "report_html", "stylesheet"]
