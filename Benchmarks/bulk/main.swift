import Foundation
import Integration
import Seams

// Measures the bulk path beside the limits of codec and disk in the same run: `Benchmarks/bulk.sh`.

let arguments = CommandLine.arguments.dropFirst()
let folder = arguments.first ?? NSTemporaryDirectory() + "rehearsal-bulk-\(ProcessInfo.processInfo.processIdentifier)"
let only = Set(arguments.dropFirst())
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let replies = (0..<1000).map(Payload.reply)
let payloadBytes = replies.reduce(0) { $0 + $1.count }
print("payload: \(replies.count) replies of \(payloadBytes / replies.count) bytes on average; folder \(folder)\n")

func wants(_ name: String) -> Bool { only.isEmpty || only.contains(name) }

var limits = Limits()
if wants("codec") { limits.codec = try CodecBenchmark.run(replies) }
if wants("disk") { limits.disk = try DiskBenchmark.run(folder) }
if wants("bulk") { try await BulkBenchmark.run(limits, folder) }
if wants("events") { try await EventBenchmark.run(folder) }
if wants("listing") { try await ListingBenchmark.run(folder) }
if wants("audit") { try await AuditBenchmark.run(folder) }
if wants("restart") { try await RestartBenchmark.run(folder) }
