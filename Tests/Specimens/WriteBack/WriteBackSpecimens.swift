extension Specimen {
    /// A code rule of the tenant gave the document another number than the one that was sent.
    static let namesTheWishedNumber = Specimen(
        "names-the-wished-number", "tells people the number that it sent, not the one that Kingdee gave",
        fires: "write-back-true", in: "code-rule.yaml",
        core: SmallCore().with { core in
            core.tell = { office, item in
                var told = item
                told.documentNumber = Honest.number(office, item)
                var next = try await Honest.tell(office, told)
                next.documentNumber = item.documentNumber
                return next
            }
        })

    /// Workers share a variable.
    static let namesTheLastNumber = Specimen(
        "names-the-last-number", "tells people the number of whichever document was saved last",
        fires: "write-back-true", in: "plain.yaml",
        core: SmallCore().with { core in
            core.save = { office, item in
                let next = try await Honest.save(office, item)
                if let number = next.documentNumber { office.notebook.add(number, to: "numbers") }
                return next
            }
            core.tell = { office, item in
                var told = item
                told.documentNumber = office.notebook.last(of: "numbers") ?? item.documentNumber
                var next = try await Honest.tell(office, told)
                next.documentNumber = item.documentNumber
                return next
            }
        })

    /// The comment is an afterthought: when DingTalk is busy, it is dropped.
    static let forgetsToTell = Specimen(
        "forgets-to-tell", "drops the comment when DingTalk does not take it at the first try",
        fires: "write-back-true", in: "busy-comments.yaml",
        core: SmallCore().with { core in
            core.tell = { office, item in
                var next = try await Honest.tell(office, item)
                next.rest(in: .done)
                return next
            }
        })
}
