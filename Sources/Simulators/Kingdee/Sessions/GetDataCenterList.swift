extension KingdeeOperation {
    /// The data centres of the server. Answered to anybody.
    static let dataCenterList = KingdeeOperation(
        service: .accounts, name: "GetDataCenterList", parameters: [], needsSession: false
    ) { call in
        let world = call.services.world
        return KingdeeReply([
            [
                "Id": .string(world.acctID), "Number": "001", "Name": .string(world.dataCenterName),
                "Version": "9.0.553.10", "GDCID": .string(world.acctID), "AuthenticationMethods": 1,
            ]
        ])
    }
}
