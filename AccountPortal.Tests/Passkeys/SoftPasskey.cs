using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccountPortal.Tests.Passkeys;

/// <summary>What an authenticator or its browser says otherwise than it should.</summary>
internal sealed record Lie
{
    public string? Origin { get; init; }

    public string? RpId { get; init; }

    public string? Type { get; init; }

    public string? Challenge { get; init; }

    public bool? CrossOrigin { get; init; }

    public string? TopOrigin { get; init; }

    public bool NobodyThere { get; init; }

    public bool Unverified { get; init; }

    public string? UserHandle { get; init; }

    public uint? Counter { get; init; }

    public bool BadSignature { get; init; }

    public string[]? Transports { get; init; }
}

/// <summary>A passkey in software (ES256), made by hand to the letter of WebAuthn: what a browser and its authenticator send, and what they never would.</summary>
internal sealed class SoftPasskey(string origin, bool synced = false, Guid make = default)
{
    private const byte Present = 0x01, Verified = 0x04, BackupEligible = 0x08, BackedUp = 0x10, HasCredential = 0x40;

    private ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] id = RandomNumberGenerator.GetBytes(32);
    private string? userHandle;

    public string Id => Base64Url.EncodeToString(id);

    /// <summary>How often it has answered; synced passkeys do not count.</summary>
    public uint Counter { get; private set; }

    /// <summary>The same passkey once more, key and counter: what a thief of the device's memory has.</summary>
    public SoftPasskey Clone() => new(origin, synced, make) { key = key, id = id, userHandle = userHandle, Counter = Counter };

    /// <summary>Another key under the same id.</summary>
    public SoftPasskey Forge() => new(origin, synced, make) { id = id, userHandle = userHandle, Counter = Counter };

    /// <summary>The answer of <c>navigator.credentials.create()</c>, as JSON.</summary>
    public string Create(JsonElement options, Lie? lie = null)
    {
        lie ??= new();
        userHandle = options.GetProperty("user").GetProperty("id").GetString();
        var data = AuthenticatorData(options.GetProperty("rp").GetProperty("id").GetString()!, lie, [.. make.ToByteArray(bigEndian: true), 0, (byte)id.Length, .. id, .. PublicKey()]);
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", options, lie)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
            ["transports"] = new JsonArray([.. (lie.Transports ?? ["internal", "hybrid"]).Select(name => (JsonNode)name)]),
        });
    }

    /// <summary>The answer of <c>navigator.credentials.get()</c>, as JSON.</summary>
    public string Get(JsonElement options, Lie? lie = null)
    {
        lie ??= new();
        Counter += synced ? 0u : 1u;
        var data = AuthenticatorData(options.GetProperty("rpId").GetString()!, lie, null);
        var clientData = ClientData("webauthn.get", options, lie);
        var signature = key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        signature[^1] ^= (byte)(lie.BadSignature ? 1 : 0);
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = lie.UserHandle ?? userHandle,
        });
    }

    private string Answer(JsonObject response) => new JsonObject
    {
        ["id"] = Id, ["rawId"] = Id, ["type"] = "public-key", ["authenticatorAttachment"] = "platform", ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
    }.ToJsonString();

    private byte[] ClientData(string type, JsonElement options, Lie lie)
    {
        var data = new JsonObject
        {
            ["type"] = lie.Type ?? type,
            ["challenge"] = lie.Challenge ?? options.GetProperty("challenge").GetString(),
            ["origin"] = lie.Origin ?? origin,
            ["crossOrigin"] = lie.CrossOrigin ?? false,
        };
        if (lie.TopOrigin is not null)
        {
            data["topOrigin"] = lie.TopOrigin;
        }

        return Encoding.UTF8.GetBytes(data.ToJsonString());
    }

    private byte[] AuthenticatorData(string rpId, Lie lie, byte[]? credential)
    {
        var flags = (byte)((lie.NobodyThere ? 0 : Present) | (lie.Unverified ? 0 : Verified) | (synced ? BackupEligible | BackedUp : 0) | (credential is null ? 0 : HasCredential));
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, lie.Counter ?? Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(lie.RpId ?? rpId)), flags, .. count, .. credential ?? []];
    }

    // COSE (RFC 9053): an EC2 key on P-256 for ES256.
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(false).Q;
        var cose = new CborWriter();
        cose.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }

        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return cose.Encode();
    }
}
