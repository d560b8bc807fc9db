extension String {
    /// The text in one line, without control characters: texts of a history must not forge lines or steer a terminal.
    var singleLine: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
