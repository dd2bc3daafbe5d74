namespace AccountPortal.TwoFactor;

/// <summary>The alphabet that authenticator apps take keys in (RFC 4648, section 6), without padding.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var part in bytes)
        {
            buffer = (buffer << 8) | part;
            for (bits += 8; bits >= BitsPerCharacter; bits -= BitsPerCharacter)
            {
                text.Append(Alphabet[(buffer >> (bits - BitsPerCharacter)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (BitsPerCharacter - bits)) & 31]).ToString();
    }
}
