/// The standard expense mapping with the claims' files: they are put on the reimbursement before it is submitted.
enum ExpenseFilesMapping {
    static let file = "expense-with-files.yaml"

    static let yaml =
        ExpenseMapping.yaml + """

            attachments:                                         # the claim's files, put on the reimbursement
              components: [DDAttachment_INVOICE]                 # these components; without, every attachment component
              required: true                                     # false: the document goes on without a file that cannot be
              megabytes: 100                                     # carried over; larger files are refused

            """
}
