namespace AccountPortal.Saml.Reading;

/// <summary>Base64 as it travels: the plain alphabet, complete, with line breaks and nothing else let through.</summary>
internal static class WireText
{
    private static readonly char[] Breaks = ['\r', '\n', ' ', '\t'];

    public static byte[] Base64(string text, SamlRefusal refusal)
    {
        var packed = text.IndexOfAny(Breaks) < 0 ? text : string.Concat(text.Split(Breaks));
        var bytes = new byte[packed.Length / 4 * 3];
        return packed.Length > 0 && Convert.TryFromBase64String(packed, bytes, out var length)
            ? bytes[..length]
            : throw new SamlRefusedException(refusal, "base64", packed.Length == 0 ? "nothing" : "other characters or a wrong length");
    }
}
