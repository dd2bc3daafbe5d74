namespace AccountPortal.TwoFactor;

/// <summary>The address that authenticator apps read from a QR code ("Key Uri Format" of Google Authenticator, which all follow).</summary>
public static class TotpUri
{
    public static string Of(string issuer, string email, ReadOnlySpan<byte> key)
    {
        // The first colon ends the issuer.
        var name = issuer.Replace(':', ' ').Trim();
        return $"otpauth://totp/{Uri.EscapeDataString(name)}:{Uri.EscapeDataString(email)}?secret={Base32.Encode(key)}&issuer={Uri.EscapeDataString(name)}&algorithm=SHA1&digits={Totp.Digits}&period={(int)Totp.Step.TotalSeconds}";
    }
}
