/// The standard expense mapping with the claims' files: they are put on the reimbursement before it is submitted.
enum ExpenseFilesMapping {
    static let file = "expense-with-files.yaml"

    static let yaml =
        ExpenseMapping.yaml + """

            attachments:                                         # the claim's files, put on the reimbursement
              from: [attachments, pictures, decisions, comments] # wherever the approval carries them; leave out what you
                                                                 # do not want
              required: false                                    # true: a file that cannot be carried over stops the
                                                                 # document; false: it goes on, and a comment names the file
              megabytes: 100                                     # larger files cannot be carried over

            """
}
