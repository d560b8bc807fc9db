// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "rehearsal",
    products: [.executable(name: "rehearsal", targets: ["rehearsal"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
        .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // time, randomness, network, storage: protocols and their system halves
        .target(
            name: "Seams",
            dependencies: ["CPostgreSQL", .grdb, .httpClient, .httpTypes, .subprocess, .system] + .nio,
            exclude: ["Storage/PostgreSQL/Library"]),
        // PostgreSQL's client library
        .systemLibrary(
            name: "CPostgreSQL", path: "Sources/Seams/Storage/PostgreSQL/Library", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        // the platforms; never imports Integration
        .target(
            name: "Simulators",
            dependencies: ["Seams", .asn1, .certificates, .crypto, .cryptoExtras, .httpTypes, .yams],
            resources: [.embedInCode("Kingdee/Forms/Standard")]),
        // the core; never imports Simulators
        .target(
            name: "Integration",
            dependencies: [
                "CLua", "Seams", .crypto, .cryptoExtras, .httpTypes, .lifecycle, .logging, .subprocess, .yams,
            ],
            exclude: ["Mapping/Scripts/Lua/Library"], resources: [.embedInCode("Monitor/Page/Files")]),
        // the language of small scripts in mappings
        .systemLibrary(
            name: "CLua", path: "Sources/Integration/Mapping/Scripts/Lua/Library", pkgConfig: "lua5.4",
            providers: [.apt(["liblua5.4-dev"]), .brew(["lua"])]),
        // the rehearsal; meets Integration only as a process under test
        .target(
            name: "LoadGen",
            dependencies: [
                "Seams", "Simulators", "VirtualTime", .crypto, .histogram, .httpTypes, .mustache, .subprocess, .system,
                .xmlCoder, .yams,
            ]),
        // the virtual halves of the seams
        .target(
            name: "VirtualTime", dependencies: ["Seams", "VirtualTimeShim", .grdb, .httpTypes], exclude: ["Shim"]),
        // what only C can do for them: the runtime's clocks and entropy, SQLite's view of a disk
        .target(
            name: "VirtualTimeShim", path: "Sources/VirtualTime/Shim", linkerSettings: [.linkedLibrary("sqlite3")]),
        // the command line, the only place that puts parts together
        .executableTarget(
            name: "rehearsal",
            dependencies: [
                "Seams", "Simulators", "Integration", "LoadGen", "Specimens", "VirtualTime", .argumentParser,
                .httpTypes, .lifecycle, .logging,
                .rainbow, .signals,
            ]),
        // cores that are broken on purpose, for `rehearsal specimens`
        .target(
            name: "Specimens",
            dependencies: ["Seams", "Integration", "LoadGen", "Simulators", .grdb, .httpTypes, .logging],
            path: "Tests/Specimens", exclude: ["README.md", "canary.yaml", "naive-core", "scenarios"]),
        // how fast the core's store is, beside the disk
        .executableTarget(
            name: "store-benchmark", dependencies: ["Seams", "Integration"], path: "Benchmarks/Store"),
        // the bulk path beside the limits of codec and disk: Benchmarks/bulk.sh
        .executableTarget(name: "bulk", dependencies: ["Seams", "Integration", .crypto], path: "Benchmarks/bulk"),
        .testTarget(name: "SeamsTests", dependencies: ["Seams", "VirtualTime", .grdb, .httpTypes] + .nio),
        .testTarget(
            name: "SimulatorsTests", dependencies: ["Simulators", "Seams", "VirtualTime", .crypto, .httpTypes]),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["Integration", "Seams", "VirtualTime", .grdb, .httpTypes, .logging, .yams],
            exclude: ["Mapping/Golden/mappings", "Mapping/Golden/outcomes.txt"]),
        .testTarget(
            name: "VirtualTimeTests", dependencies: ["VirtualTime", "VirtualTimeShim", "Seams", .grdb, .httpTypes]),
        .testTarget(
            name: "LoadGenTests",
            dependencies: ["LoadGen", "Simulators", "Seams", "VirtualTime", .crypto, .httpTypes]),
    ]
)

extension Target.Dependency {
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asn1: Self = .product(name: "SwiftASN1", package: "swift-asn1")
    static let certificates: Self = .product(name: "X509", package: "swift-certificates")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras: Self = .product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
    static let histogram: Self = .product(name: "Histogram", package: "hdrhistogram-swift")
    static let httpClient: Self = .product(name: "AsyncHTTPClient", package: "async-http-client")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let lifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let mustache: Self = .product(name: "Mustache", package: "swift-mustache")
    static let rainbow: Self = .product(name: "Rainbow", package: "Rainbow")
    static let signals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let subprocess: Self = .product(name: "Subprocess", package: "swift-subprocess")
    static let system: Self = .product(name: "SystemPackage", package: "swift-system")
    static let xmlCoder: Self = .product(name: "XMLCoder", package: "XMLCoder")
    static let yams: Self = .product(name: "Yams", package: "Yams")
}

extension [Target.Dependency] {
    static let nio: Self =
        ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOTLS", "NIOWebSocket"]
        .map { .product(name: $0, package: "swift-nio") } + [.product(name: "NIOSSL", package: "swift-nio-ssl")]
}

let upcoming = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]
for target in package.targets where target.name != "VirtualTimeShim" && target.type != .system {
    target.swiftSettings = upcoming.map { .enableUpcomingFeature($0) } + [.treatAllWarnings(as: .error)]
}
