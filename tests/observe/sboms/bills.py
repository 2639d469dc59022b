"""The same small bill of materials in every format that keur reads."""

from __future__ import annotations

import json

CYCLONEDX_JSON = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "firmware", "bom-ref": "fw", "name": "PLC firmware", "version": "3.1"}},
        "components": [
            {
                "type": "library",
                "bom-ref": "rts",
                "name": "Runtime",
                "version": "3.5.12",
                "supplier": {"name": "Maker"},
                "components": [
                    {
                        "type": "library",
                        "bom-ref": "ssl",
                        "name": "openssl",
                        "version": "1.0.2k",
                        "purl": "pkg:generic/openssl@1.0.2k",
                        "cpe": "cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*",
                        "hashes": [{"alg": "SHA-1", "content": "ab12"}],
                        "licenses": [{"license": {"id": "OpenSSL"}}],
                    }
                ],
            }
        ],
        "dependencies": [{"ref": "fw", "dependsOn": ["rts"]}, {"ref": "ssl", "dependsOn": ["rts"]}],
    },
    indent=1,
).encode()

CYCLONEDX_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" xmlns:x="urn:other" version="1">
  <metadata>
    <component type="firmware" bom-ref="fw"><name>PLC firmware</name><version>3.1</version></component>
  </metadata>
  <components>
    <component type="library" bom-ref="rts">
      <supplier><name>Maker</name></supplier><name>Runtime</name><version>3.5.12</version>
      <x:name>not ours</x:name>
      <components>
        <component type="library" bom-ref="ssl"><name>openssl</name><version>1.0.2k</version>
          <hashes><hash alg="SHA-1">ab12</hash></hashes>
          <licenses><license><id>OpenSSL</id></license></licenses>
          <cpe>cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*</cpe><purl>pkg:generic/openssl@1.0.2k</purl>
        </component>
      </components>
    </component>
  </components>
  <dependencies><dependency ref="fw"><dependency ref="rts"/></dependency></dependencies>
</bom>
"""

_PACKAGES = [
    {"SPDXID": "SPDXRef-fw", "name": "PLC firmware", "versionInfo": "3.1", "primaryPackagePurpose": "FIRMWARE"},
    {
        "SPDXID": "SPDXRef-rts",
        "name": "Runtime",
        "versionInfo": "3.5.12",
        "supplier": "Organization: Maker (info@example.com)",
        "primaryPackagePurpose": "LIBRARY",
    },
    {
        "SPDXID": "SPDXRef-ssl",
        "name": "openssl",
        "versionInfo": "1.0.2k",
        "supplier": "NOASSERTION",
        "primaryPackagePurpose": "LIBRARY",
        "licenseConcluded": "OpenSSL",
        "checksums": [{"algorithm": "SHA1", "checksumValue": "ab12"}],
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:generic/openssl@1.0.2k",
            },
            {
                "referenceCategory": "SECURITY",
                "referenceType": "cpe23Type",
                "referenceLocator": "cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*",
            },
        ],
    },
]

SPDX_JSON = json.dumps(
    {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "bill",
        "documentDescribes": ["SPDXRef-fw"],
        "packages": _PACKAGES,
        "files": [{"SPDXID": "SPDXRef-file", "fileName": "a.c"}],
        "relationships": [
            {"spdxElementId": "SPDXRef-fw", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-rts"},
            {"spdxElementId": "SPDXRef-ssl", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-rts"},
            {"spdxElementId": "SPDXRef-fw", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-file"},
        ],
    }
).encode()

SPDX_TAG_VALUE = b"""SPDXVersion: SPDX-2.2
SPDXID: SPDXRef-DOCUMENT
DocumentName: bill
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-fw
# The firmware
PackageName: PLC firmware
SPDXID: SPDXRef-fw
PackageVersion: 3.1
PrimaryPackagePurpose: FIRMWARE
PackageName: Runtime
SPDXID: SPDXRef-rts
PackageVersion: 3.5.12
PackageSupplier: Organization: Maker (info@example.com)
PackageComment: <text>several
PackageName: not a package
lines</text>
PrimaryPackagePurpose: LIBRARY
PackageName: openssl
SPDXID: SPDXRef-ssl
PackageVersion: 1.0.2k
PackageSupplier: NOASSERTION
PackageChecksum: SHA1: ab12
PackageLicenseConcluded: OpenSSL
PrimaryPackagePurpose: LIBRARY
ExternalRef: PACKAGE-MANAGER purl pkg:generic/openssl@1.0.2k
ExternalRef: SECURITY cpe23Type cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*
FileName: ./a.c
SPDXID: SPDXRef-file
Relationship: SPDXRef-fw CONTAINS SPDXRef-rts
Relationship: SPDXRef-rts DEPENDS_ON SPDXRef-ssl
Relationship: SPDXRef-fw CONTAINS SPDXRef-file
"""

SPDX_3 = json.dumps(
    {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"@id": "_:info", "type": "CreationInfo", "specVersion": "3.0.1"},
            {"spdxId": "urn:doc", "type": "SpdxDocument", "rootElement": ["urn:fw"]},
            {"spdxId": "urn:maker", "type": "Organization", "name": "Maker"},
            {
                "spdxId": "urn:fw",
                "type": "software_Package",
                "name": "PLC firmware",
                "software_packageVersion": "3.1",
                "software_primaryPurpose": "firmware",
            },
            {
                "spdxId": "urn:rts",
                "type": "software_Package",
                "name": "Runtime",
                "software_packageVersion": "3.5.12",
                "software_primaryPurpose": "library",
                "suppliedBy": "urn:maker",
            },
            {
                "spdxId": "urn:ssl",
                "type": "software_Package",
                "name": "openssl",
                "software_packageVersion": "1.0.2k",
                "software_primaryPurpose": "library",
                "software_packageUrl": "pkg:generic/openssl@1.0.2k",
                "externalIdentifier": [
                    {
                        "type": "ExternalIdentifier",
                        "externalIdentifierType": "cpe23",
                        "identifier": "cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*",
                    }
                ],
                "verifiedUsing": [{"type": "Hash", "algorithm": "sha1", "hashValue": "ab12"}],
            },
            {
                "spdxId": "urn:l",
                "type": "simplelicensing_LicenseExpression",
                "simplelicensing_licenseExpression": "OpenSSL",
            },
            {"type": "Relationship", "from": "urn:fw", "relationshipType": "contains", "to": ["urn:rts"]},
            {"type": "Relationship", "from": "urn:rts", "relationshipType": "dependsOn", "to": ["urn:ssl"]},
            {"type": "Relationship", "from": "urn:ssl", "relationshipType": "hasConcludedLicense", "to": ["urn:l"]},
        ],
    }
).encode()

ALL = {
    "CycloneDX 1.6 JSON": CYCLONEDX_JSON,
    "CycloneDX 1.4 XML": CYCLONEDX_XML,
    "SPDX 2.3 JSON": SPDX_JSON,
    "SPDX 2.2 tag-value": SPDX_TAG_VALUE,
    "SPDX 3.0.1 JSON-LD": SPDX_3,
}
