"""Trang nộp báo cáo: the page on which units see what is due, hand in files and get receipts."""
