using System.Text;

namespace AccountPortal.Saml.Reading;

/// <summary>A message of the POST binding (SAML Bindings 2.0, 3.5): one form field, base64, no compression.</summary>
internal sealed record PostedMessage(byte[] Xml, string? RelayState)
{
    private static readonly string[] MessageFields = ["SAMLRequest", "SAMLResponse", "SAMLart"];

    /// <summary>SAML Bindings 2.0, 3.5.3.</summary>
    public const int LongestRelayState = 80;

    public static PostedMessage Read(IFormCollection form, string field, Checklist checks)
    {
        var (count, relayStates) = (form[field].Count, form["RelayState"].Count);
        // Two of a kind: one half of a system would take the first, the other the last.
        var isOne = count == 1 && relayStates <= 1 && !MessageFields.Any(name => name != field && form.ContainsKey(name));
        checks.Require(SamlRefusal.FormParametersWrong, isOne, $"one {field}, at most one RelayState, no other message", $"{count}, {relayStates}{(isOne ? "" : ", or others")}");
        var relayState = form["RelayState"].FirstOrDefault();
        CheckRelayState(relayState, checks);
        return new(Decode(form[field][0]!, checks), relayState);
    }

    public static void CheckRelayState(string? relayState, Checklist checks)
    {
        var length = Encoding.UTF8.GetByteCount(relayState ?? "");
        checks.Require(SamlRefusal.RelayStateTooLong, length <= LongestRelayState, $"at most {LongestRelayState} bytes", $"{length}");
    }

    private static byte[] Decode(string text, Checklist checks)
    {
        // Four characters for three bytes, and room for line breaks.
        var longest = XmlLimits.Message.Bytes / 3 * 4 * 11 / 10;
        checks.Require(SamlRefusal.TooLarge, text.Length <= longest, $"at most {longest} characters", $"{text.Length}");
        var bytes = WireText.Base64(text, SamlRefusal.Base64Wrong);
        checks.Passed(SamlRefusal.Base64Wrong, "base64", $"{bytes.Length} bytes");
        return bytes;
    }
}
