import Foundation

extension Error {
    /// Why a file or folder could not be read or written, in the system's own few words.
    package var fileReason: String {
        if let error = self as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
        let error = self as NSError
        if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return cause.fileReason }
        return switch (self as? CocoaError)?.code {
        case .fileWriteFileExists?: "a file of that name is there"
        case .fileWriteNoPermission?, .fileReadNoPermission?: "no permission"
        case .fileWriteOutOfSpace?: "the disk is full"
        case .fileWriteVolumeReadOnly?: "the disk is read-only"
        case .fileNoSuchFile?, .fileReadNoSuchFile?: "there is no such folder"
        default: error.localizedDescription
        }
    }
}
