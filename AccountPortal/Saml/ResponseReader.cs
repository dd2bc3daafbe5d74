using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml;

/// <summary>
/// Reads what is posted to an assertion consumer service (SAML Profiles 2.0, 4.1.4), in two steps: the message, which names the request that it
/// answers, then its checks against what was expected. It never throws, whatever is posted; for any number of threads.
/// </summary>
public sealed class ResponseReader(TimeProvider clock)
{
    public ReceivedResponse Receive(IFormCollection form)
    {
        var checks = new Checklist();
        var posted = checks.Run(() => PostedMessage.Read(form, "SAMLResponse", checks));
        var root = posted is null ? null : checks.Run(() => ResponseIntake.Read(posted.Xml, checks));
        return new(root, posted?.RelayState, checks, clock);
    }
}
