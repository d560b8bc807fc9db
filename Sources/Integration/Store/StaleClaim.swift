/// The item is no longer ours: its state or epoch moved on while we worked. The only right reaction is to stop.
package struct StaleClaim: Error, Hashable, CustomStringConvertible {
    package var item: Int64
    package var epoch: Int

    package var description: String { "item \(item) is no longer held with epoch \(epoch)" }
}
