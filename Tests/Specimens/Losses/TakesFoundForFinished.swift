extension Specimen {
    /// The document is there, so all is well; but nobody submits and audits it.
    static let takesFoundForFinished = Specimen(
        "takes-found-for-finished", "takes a document that it finds after a lost reply for a finished one",
        fires: "nothing-lost", in: "lost-replies.yaml",
        core: SmallCore().with { core in
            core.resolve = { office, item in
                var next = try await Honest.resolve(office, item)
                if next.state == .saved { next.move(to: .audited, at: office.now) }
                return next
            }
        })
}
