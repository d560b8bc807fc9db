import Seams

/// Certificates made for tests with OpenSSL: an authority valid for a hundred years, and servers' certificates of it.
/// The keys protect nothing.
enum TestCertificates {
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBhTCCASugAwIBAgIUHZ1RBRLDZQHlfmCuMgbNrNb86cswCgYIKoZIzj0EAwIw
        FzEVMBMGA1UEAwwMUmVoZWFyc2FsIGNhMCAXDTI2MTEyNjE0NTQ1OFoYDzIxMjYx
        MTAyMTQ1NDU4WjAXMRUwEwYDVQQDDAxSZWhlYXJzYWwgY2EwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAARcaldL5cYDBbW5O3SHRvHjoLpPrJdz5o1ZRLSuflDxqYsL
        NP9FhN8m9c0koRe5Jhgf+kKCWNrdEiGWlXMiHgSno1MwUTAdBgNVHQ4EFgQUAROs
        l5CyA4nPqHZVCcjeFaO3KhswHwYDVR0jBBgwFoAUAROsl5CyA4nPqHZVCcjeFaO3
        KhswDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBOuPz02JuLfP5Y
        ZpqN3hFIj6PJ2AxK7kgPoFCb/G33CAIhAMG+gKWoK22osIEkowB/D49OAnDdtqW7
        x4O8bBuICfY8
        -----END CERTIFICATE-----
        """

    /// For 127.0.0.1 and localhost.
    static let good = TLSIdentity(
        certificateChainPEM: """
            -----BEGIN CERTIFICATE-----
            MIIBnTCCAUOgAwIBAgIUJhaJgzUJA65ODqccv4wEYRRxpgswCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMUmVoZWFyc2FsIGNhMCAXDTI2MTEyNjE0NTQ1OFoYDzIxMjYx
            MTAyMTQ1NDU4WjAPMQ0wCwYDVQQDDARnb29kMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEfWw8lffTc0/KDmoqhedCGrkepafyDZHP6wlGAQ8jSlL/NVKyfgC2wDdn
            rm9/gvhWq27ixWHsB4uX8J5gIbjw5aNzMHEwGgYDVR0RBBMwEYcEfwAAAYIJbG9j
            YWxob3N0MBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSJuemL5fwb7LQr
            dDSNRSLOVtytzTAfBgNVHSMEGDAWgBQBE6yXkLIDic+odlUJyN4Vo7cqGzAKBggq
            hkjOPQQDAgNIADBFAiEA1N5iKFRn7TPvr+RdmU342+HvyuUIxB5OOlrusVVPNyQC
            IDx4rS7a589PXKOREdv19hGoQPaXm+Qy6OMoUb5t+qVg
            -----END CERTIFICATE-----
            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+lT5u0RoQPlJEsPu
            RYgY+VNjklRnL8pBTieSClr+SXGhRANCAAR9bDyV99NzT8oOaiqF50IauR6lp/IN
            kc/rCUYBDyNKUv81UrJ+ALbAN2eub3+C+FarbuLFYewHi5fwnmAhuPDl
            -----END PRIVATE KEY-----
            """)

    /// For 127.0.0.1 and localhost too, another certificate.
    static let renewed = TLSIdentity(
        certificateChainPEM: """
            -----BEGIN CERTIFICATE-----
            MIIBoDCCAUagAwIBAgIUJhaJgzUJA65ODqccv4wEYRRxpgwwCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMUmVoZWFyc2FsIGNhMCAXDTI2MTEyNjE0NTQ1OFoYDzIxMjYx
            MTAyMTQ1NDU4WjASMRAwDgYDVQQDDAdyZW5ld2VkMFkwEwYHKoZIzj0CAQYIKoZI
            zj0DAQcDQgAEKuW9R4GqlmRe+Z0az0Fp0yRXdee+yZTXPuIoffvV5YrBj6F12nZn
            LFkAfuGyedSQKvknNfY9N6BVsdr2hzf0w6NzMHEwGgYDVR0RBBMwEYcEfwAAAYIJ
            bG9jYWxob3N0MBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBQjM3DErCav
            7mwj7dRAymWkYqd4zDAfBgNVHSMEGDAWgBQBE6yXkLIDic+odlUJyN4Vo7cqGzAK
            BggqhkjOPQQDAgNIADBFAiB7nsQYFVaNm7DYeZ4EFWVH237/0oUruJjNbd37OdK/
            /AIhAMb4v4Cgl4fFp2hKgAgHEZL1RiKkwSliMBgFkhpSsTCI
            -----END CERTIFICATE-----
            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiW7JDPvao1tsgNB4
            B3sDqj6Z2krtOKBvP0Z7xqbw4buhRANCAAQq5b1HgaqWZF75nRrPQWnTJFd1577J
            lNc+4ih9+9XlisGPoXXadmcsWQB+4bJ51JAq+Sc19j03oFWx2vaHN/TD
            -----END PRIVATE KEY-----
            """)

    /// For another host.
    static let wrongHost = TLSIdentity(
        certificateChainPEM: """
            -----BEGIN CERTIFICATE-----
            MIIBoDCCAUagAwIBAgIUJhaJgzUJA65ODqccv4wEYRRxpg0wCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMUmVoZWFyc2FsIGNhMCAXDTI2MTEyNjE0NTQ1OFoYDzIxMjYx
            MTAyMTQ1NDU4WjAUMRIwEAYDVQQDDAl3cm9uZ2hvc3QwWTATBgcqhkjOPQIBBggq
            hkjOPQMBBwNCAAR8YXOyf/2eDs0/p8AMCFTqx9bhawkZLz++xNeoeJ6X44AhH36h
            hERlMzxil2+DjLemp9yacnC75JDUPEw14w/Zo3EwbzAYBgNVHREEETAPgg1vdGhl
            ci5leGFtcGxlMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBROB0McxgYw
            2MI7gi2XSdgTFnRUVTAfBgNVHSMEGDAWgBQBE6yXkLIDic+odlUJyN4Vo7cqGzAK
            BggqhkjOPQQDAgNIADBFAiAgBHjhxejxEhannIbo19KXM2v1rWnMbPHKh3TFEfvE
            egIhAOLAvP9+o4DerctgbDsnrGO/peIFLIJ17pDjyCOa5USW
            -----END CERTIFICATE-----
            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgj8QSiBTBzlvgbdO+
            fdUfunGtFoiQ6HIiSbcs8XrWq9ahRANCAAR8YXOyf/2eDs0/p8AMCFTqx9bhawkZ
            Lz++xNeoeJ6X44AhH36hhERlMzxil2+DjLemp9yacnC75JDUPEw14w/Z
            -----END PRIVATE KEY-----
            """)

    /// For 127.0.0.1, over since the day before it was made.
    static let expired = TLSIdentity(
        certificateChainPEM: """
            -----BEGIN CERTIFICATE-----
            MIIBkzCCATmgAwIBAgIUJhaJgzUJA65ODqccv4wEYRRxpg4wCgYIKoZIzj0EAwIw
            FzEVMBMGA1UEAwwMUmVoZWFyc2FsIGNhMB4XDTI2MTEyNjE0NTUxMFoXDTI2MTEy
            NTE0NTUxMFowEjEQMA4GA1UEAwwHZXhwaXJlZDBZMBMGByqGSM49AgEGCCqGSM49
            AwEHA0IABJr1hpesF0rCFY+vxWoE7VwjDFTZAyqynHRxpW12/hMoKVM/mHt6crI0
            9nmEfMVNdp543MmfVb+PohLZNETrb6KjaDBmMA8GA1UdEQQIMAaHBH8AAAEwEwYD
            VR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFGyvw0PYIUERTWxs5JxGlJmR8ojj
            MB8GA1UdIwQYMBaAFAETrJeQsgOJz6h2VQnI3hWjtyobMAoGCCqGSM49BAMCA0gA
            MEUCIQD9jmoyJsUWr2BR2Xxdo44bS2M0gShR1wQviNPBVIcwMwIgb87FQevLHlz4
            T2Shg0vnTzfuS8A7Xf6mtn05/sFXQc4=
            -----END CERTIFICATE-----
            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMrDB5UJsp7lM41db
            bE7uLDSdwFptrUKId4B9241/48uhRANCAASa9YaXrBdKwhWPr8VqBO1cIwxU2QMq
            spx0caVtdv4TKClTP5h7enKyNPZ5hHzFTXaeeNzJn1W/j6IS2TRE62+i
            -----END PRIVATE KEY-----
            """)

    /// For 127.0.0.1, by an authority that nobody trusts.
    static let stranger = TLSIdentity(
        certificateChainPEM: """
            -----BEGIN CERTIFICATE-----
            MIIBmDCCAT+gAwIBAgIUDD6ExTdU6wzex/r8fNjb5l4nHsQwCgYIKoZIzj0EAwIw
            GjEYMBYGA1UEAwwPUmVoZWFyc2FsIG90aGVyMCAXDTI2MTEyNjE0NTQ1OFoYDzIx
            MjYxMTAyMTQ1NDU4WjATMREwDwYDVQQDDAhzdHJhbmdlcjBZMBMGByqGSM49AgEG
            CCqGSM49AwEHA0IABFiA+5fBGOGF88eKQhGIeiWn9zMiDViBXxhwANy7pOYWLBeu
            R4bt+IjGZIVSJxed26CxWpT/fZAqUOsvbHszjmqjaDBmMA8GA1UdEQQIMAaHBH8A
            AAEwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFFvm9kxh0SmsMeO6x0q4
            FLzvv61fMB8GA1UdIwQYMBaAFKrjTr0O9WeRxdTkMbEaVwNA0Mh1MAoGCCqGSM49
            BAMCA0cAMEQCIGJExZ8frPiqEytvKqpzyOJB+QwqB/8MWQCVslvqmEtVAiAnYOCG
            DV8CGjqYiHLRmGj3DpehSnLpSB53al9pXyw5tg==
            -----END CERTIFICATE-----
            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGKRvatOE+IiA+wNK
            stzV53jnw1YtJcjCmqKwGlXdBWWhRANCAARYgPuXwRjhhfPHikIRiHolp/czIg1Y
            gV8YcADcu6TmFiwXrkeG7fiIxmSFUicXndugsVqU/32QKlDrL2x7M45q
            -----END PRIVATE KEY-----
            """)
}
