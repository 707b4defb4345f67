"""The bestillingstemplate as a workbook (.xlsx): its looks as data, writing it, and reading what people saved."""
