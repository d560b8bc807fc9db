import Seams
import Testing

@testable import Simulators

/// Decisions of the delivery, without time passing and without anybody to deliver to.
@Suite
struct EventQueueTests {
    private let now = Timestamp(seconds: 1000)

    private func event(_ id: String) -> PlatformEvent {
        PlatformEvent(id: id, type: "bpms_instance_change", instance: "PI", born: now, data: [])
    }

    private func queue(_ events: Int = 1) -> EventQueue {
        var queue = EventQueue(settings: DeliverySettings())
        for number in 0..<events { queue.add(event("event-\(number)-0123456789"), at: now) }
        return queue
    }

    private func take(_ queue: inout EventQueue, by time: Timestamp) throws -> Shot {
        let shot = queue.takeDue(by: time)
        return try #require(shot)
    }

    @Test
    func redeliversAfterTenAndThirtySecondsThenGivesUp() throws {
        var queue = queue()
        let first = try take(&queue, by: now)
        let failedAt = now + .milliseconds(2500)
        #expect(queue.refused(first, startedAt: now, now: failedAt) == .redelivered(at: now + .seconds(10)))
        #expect(queue.takeDue(by: now + .milliseconds(9999)) == nil)
        let second = try take(&queue, by: now + .seconds(10))
        #expect(second.attempt == 2)
        #expect(second.event.id == first.event.id)
        #expect(
            queue.refused(second, startedAt: now + .seconds(10), now: now + .seconds(12))
                == .redelivered(at: now + .seconds(40)))
        let third = try take(&queue, by: now + .seconds(40))
        #expect(third.attempt == 3)
        #expect(queue.pending == 1)
        #expect(queue.refused(third, startedAt: now + .seconds(40), now: now + .seconds(42)) == .givenUp)
        #expect(queue.pending == 0)
        #expect(queue.nextDue == nil)
        #expect(queue.failed.count == 1)
        #expect(queue.underWay == 0)
    }

    @Test
    func forgetsWhatWasAcknowledged() throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        #expect(queue.accepted(shot) == .done)
        #expect(queue.pending == 0)
        #expect(queue.takeDue(by: now + .seconds(3600)) == nil)
    }

    @Test
    func sendsAtMostSixtyFourAtOnce() throws {
        var queue = queue(65)
        var shots: [Shot] = []
        while let shot = queue.takeDue(by: now) { shots.append(shot) }
        #expect(shots.count == 64)
        #expect(queue.nextDue == nil)
        _ = queue.accepted(shots[0])
        #expect(queue.nextDue == now)
        #expect(queue.takeDue(by: now) != nil)
    }

    @Test
    func addsDelaysUpAndAsksTheFaultsOnce() throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        #expect(shot.isUndecided)
        #expect(queue.decide(shot, [.delay(.seconds(1)), .delay(.seconds(2))], at: now) == .later)
        #expect(queue.takeDue(by: now + .seconds(2)) == nil)
        let late = try take(&queue, by: now + .seconds(3))
        #expect(!late.isUndecided)
        #expect(late.attempt == 1)
    }

    @Test(arguments: [true, false])
    func sendsCopiesBesideTheAttempt(newID: Bool) throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        let effect = DeliveryEffect.duplicate(copies: 2, interval: .milliseconds(20), newID: newID)
        guard case .send(let sent) = queue.decide(shot, [effect], at: now) else {
            Issue.record("the attempt itself was not sent")
            return
        }
        #expect(queue.pending == 3)
        _ = queue.accepted(sent)
        let first = try take(&queue, by: now + .milliseconds(20))
        let second = try take(&queue, by: now + .milliseconds(40))
        #expect(first.isCopy && second.isCopy)
        #expect(Set([shot.event.id, first.event.id, second.event.id]).count == (newID ? 3 : 1))
        #expect(first.event.id.count == shot.event.id.count)
        #expect(queue.refused(first, startedAt: now, now: now) == .done)
        #expect(queue.accepted(second) == .done)
        #expect(queue.pending == 0)
        #expect(queue.takeDue(by: now + .seconds(3600)) == nil)
    }

    @Test
    func losesForGoodAndInNoList() throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        #expect(queue.decide(shot, [.lose], at: now) == .lost)
        #expect(queue.pending == 0)
        #expect(queue.underWay == 0)
        #expect(queue.failed.count == 0)
        #expect(queue.takeDue(by: now + .seconds(3600)) == nil)
    }

    @Test
    func redeliversRightlyAfterADropOrAWrongSignature() throws {
        var queue = queue(2)
        let dropped = try take(&queue, by: now)
        #expect(queue.decide(dropped, [.drop], at: now) == .dropped)
        #expect(queue.refused(dropped, startedAt: now, now: now) == .redelivered(at: now + .seconds(10)))
        let forged = try take(&queue, by: now)
        guard case .send(let wrong) = queue.decide(forged, [.wrongSignature], at: now) else {
            Issue.record("not sent")
            return
        }
        #expect(wrong.hasWrongSignature)
        _ = queue.refused(wrong, startedAt: now, now: now)
        #expect(queue.takeDue(by: now + .seconds(10))?.attempt == 2)
        let again = try take(&queue, by: now + .seconds(10))
        #expect(again.isUndecided && !again.hasWrongSignature)
    }

    @Test
    func staysDueWhenTheDeliveryWasStopped() throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        queue.interrupted(shot, now: now)
        #expect(queue.takeDue(by: now) == shot)
    }

    @Test
    func countsNothingOfALifeBeforeTheReset() throws {
        var queue = queue()
        let shot = try take(&queue, by: now)
        queue.reset()
        #expect(queue.pending == 0)
        #expect(queue.underWay == 1)
        #expect(queue.refused(shot, startedAt: now, now: now) == .forgotten)
        #expect(queue.underWay == 0)
        #expect(queue.takeDue(by: now + .seconds(3600)) == nil)
    }

    @Test
    func deletesFromTheFailedListWhatTheReadingBeforeReturned() {
        var failed = FailedEvents()
        for number in 0..<201 { failed.add(event("\(number)"), fetchableAt: now) }
        failed.add(event("late"), fetchableAt: now + .seconds(180))
        let first = failed.take(at: now)
        #expect(first.events.count == 200)
        #expect(first.hasMore)
        #expect(failed.count == 202)
        let second = failed.take(at: now)
        #expect(second.events.map(\.id) == ["200"])
        #expect(!second.hasMore)
        let third = failed.take(at: now + .seconds(180))
        #expect(third.events.map(\.id) == ["late"])
        #expect(failed.take(at: now + .seconds(180)).events.isEmpty)
        #expect(failed.count == 0)
    }

    @Test
    func takesWhatIsDueFirstAndKeepsTheOrderOfEntry() {
        var timetable = Timetable<Int>()
        let seconds = [5, 1, 3, 1, 4, 1, 2]
        for (index, second) in seconds.enumerated() { timetable.insert(index, due: now + .seconds(second)) }
        var order: [Int] = []
        while let next = timetable.removeDue(by: now + .seconds(9)) { order.append(next) }
        #expect(order == [1, 3, 5, 6, 2, 4, 0])
    }
}
