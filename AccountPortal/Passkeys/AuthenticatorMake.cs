using System.Collections.Frozen;
using System.Formats.Cbor;
using System.Text;

namespace AccountPortal.Passkeys;

/// <summary>Who made an authenticator, as it says itself: good for a name, proof of nothing.</summary>
public static class AuthenticatorMake
{
    internal const string Resource = "authenticators.txt";

    // In the authenticator data: after the hash of the domain, the flags and the counter (WebAuthn, 6.1 and 6.5.2).
    private const int AaguidAt = 32 + 1 + 4;
    private const int AaguidLength = 16;

    private static readonly Lazy<FrozenDictionary<Guid, string>> Names = new(Read);

    public static int Count => Names.Value.Count;

    /// <summary>"1Password", from a checked attestation object; <c>null</c> where it does not say or is not known.</summary>
    public static string? Of(ReadOnlySpan<byte> attestationObject)
    {
        var reader = new CborReader(attestationObject.ToArray(), CborConformanceMode.Lax);
        for (var left = reader.ReadStartMap() ?? int.MaxValue; left > 0 && reader.PeekState() != CborReaderState.EndMap; left--)
        {
            if (reader.ReadTextString() == "authData")
            {
                var data = reader.ReadByteString();
                return data.Length >= AaguidAt + AaguidLength ? Names.Value.GetValueOrDefault(new Guid(data.AsSpan(AaguidAt, AaguidLength), bigEndian: true)) : null;
            }

            reader.SkipValue();
        }

        return null;
    }

    private static FrozenDictionary<Guid, string> Read()
    {
        using var stream = typeof(AuthenticatorMake).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(line => Guid.Parse(line[..36]), line => line[37..]);
    }
}
