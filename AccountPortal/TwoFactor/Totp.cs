using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AccountPortal.TwoFactor;

/// <summary>Time-based codes (RFC 6238) as every authenticator app makes them: HMAC-SHA-1, 30 seconds, six digits.</summary>
public static class Totp
{
    public const int Digits = 6;

    /// <summary>160 bits: what RFC 4226, 4 (R6) recommends.</summary>
    public const int KeyLength = 20;

    /// <summary>How many steps an app's clock may be off, either way (RFC 6238, 5.2 and 6).</summary>
    public const int Drift = 1;

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    public static long StepAt(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code of a step.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Collisions of SHA-1 do not touch an HMAC (RFC 6194, 3.3), and most apps know nothing else.")]
    public static string CodeOf(ReadOnlySpan<byte> key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
        HMACSHA1.HashData(key, counter, mac);
        var offset = mac[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step around <paramref name="now"/> that this is the code of, the newest of several; <c>null</c> where it is none.</summary>
    public static long? StepOf(ReadOnlySpan<byte> key, string code, DateTimeOffset now)
    {
        var (given, current) = (Encoding.UTF8.GetBytes(code), StepAt(now));
        long? found = null;
        // All of them, always: the time tells nothing.
        for (var step = current - Drift; step <= current + Drift; step++)
        {
            found = CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(CodeOf(key, step))) ? step : found;
        }

        return found;
    }

    /// <summary>The code in what somebody typed or pasted, spaces and all; <c>null</c> where it cannot be one.</summary>
    public static string? Parse(string? typed)
    {
        var code = string.Concat((typed ?? "").Where(sign => !char.IsWhiteSpace(sign) && sign != '-'));
        return code.Length == Digits && code.All(char.IsAsciiDigit) ? code : null;
    }
}
