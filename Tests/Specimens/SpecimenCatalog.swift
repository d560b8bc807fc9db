package import LoadGen

/// All specimens there are, and the correct core that they are made from.
package enum SpecimenCatalog {
    /// In the order of the README's table.
    package static let all: [Specimen] = [
        duplicates, losses, phantoms, contents, lateness, load, writeBack, flows, files, [.logsItsSecrets],
    ].flatMap { $0 }

    /// The control: nothing may be found in it, in any specimen's scenario.
    package static let honest: VirtualCore = SmallCore().named("honest")

    /// The control for `batches.yaml`: it saves in batches and judges each row by itself.
    package static let honestBatches: VirtualCore = Batching.core { Batching.settleEach($0, $1, $2) }
        .named("honest-batches")

    private static let duplicates: [Specimen] = [
        .retriesBlindly, .looksTooEarly, .knowsEventsByID, .checksThenActs, .forgetsEvents, .restartsBlindly,
        .callsUnknownFailed, .opensBeforeRecovery, .locksTooShortly, .worksInTheCallback, .resendsTheBatch,
        .libraryRetries, .takesSilenceForNone,
    ]

    private static let losses: [Specimen] = [
        .acknowledgesFirst, .callsItDoneFirst, .takesStatus200ForSuccess, .givesUpAtOnce, .forgetsTheUnfinished,
        .checkpointFirst, .skipsBetweenWindows, .readsOnePage, .twoTransactions, .letsTheStartWin, .hearsOnlyEvents,
        .givesUpWhenThrottled, .dropsWhatTheSessionLost, .takesBatchForDone, .keepsNoMending, .takesFoundForFinished,
        .skipsTheAudit, .adoptsAnything,
    ]

    private static let phantoms: [Specimen] = [
        .trustsEvents, .readsTheStatusAlone, .actsAtTheStart, .takesHalfARecord, .believesForgedEvents,
    ]

    private static let contents: [Specimen] = [.sumsInDoubles, .datesInUTC, .roundsTheRows, .letsOldDataWin]

    private static let lateness: [Specimen] = [.retriesAtTheHead, .sleepsThroughTheLast, .keepsADeadToken]

    private static let load: [Specimen] = [
        .stampedesForTokens, .hammersInAnOutage, .hammersWhenThrottled, .pollsTheRunning,
    ]

    private static let flows: [Specimen] = [
        .remembersContacts, .readsEachDayOnce, .sendsBatchesBlindly, .tellsTwice, .answersStatesAgain,
        .dropsTheSecondPost,
        .marksTwoMainPosts, .leavesOldPosts,
    ]

    private static let files: [Specimen] = [
        .hangsFilesTwice, .cutsFilesShort, .hangsFilesElsewhere, .takesTheFormAlone, .takesAnEndedLinkForNone,
        .losesFilesInSilence, .saysItTwice, .skipsTheUnAudit, .readsAnApprovalOnce,
    ]

    private static let writeBack: [Specimen] = [.namesTheWishedNumber, .namesTheLastNumber, .forgetsToTell]
}
