using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml;

/// <summary>
/// Reads logout messages (SAML Core 2.0, 3.7; Profiles 2.0, 4.4) of both bindings by the rules for responses: limits, grammar, signature, which is
/// mandatory, and only signed bytes. It never throws, whatever arrives; for any number of threads.
/// </summary>
public sealed class LogoutReader(TimeProvider clock)
{
    public LogoutOutcome<ReceivedLogout> ReadRequest(IFormCollection form, ExpectedLogout expected) => Run((checks, now) =>
        RequestOf(LogoutIntake.Posted(form, "SAMLRequest", "LogoutRequest", expected, now, checks), expected, now, checks));

    /// <summary>Of the raw query, as it arrived (<c>Request.QueryString.Value</c>).</summary>
    public LogoutOutcome<ReceivedLogout> ReadRequest(string? query, ExpectedLogout expected) => Run((checks, now) =>
        RequestOf(LogoutIntake.Redirected(query ?? "", "SAMLRequest", "LogoutRequest", expected, now, checks), expected, now, checks));

    /// <summary><paramref name="requestId"/>: the request of ours that this browser has pending; without one every answer is refused.</summary>
    public LogoutOutcome<ReceivedLogoutAnswer> ReadAnswer(IFormCollection form, ExpectedLogout expected, string? requestId) => Run((checks, now) =>
        AnswerOf(LogoutIntake.Posted(form, "SAMLResponse", "LogoutResponse", expected, now, checks), requestId, checks));

    public LogoutOutcome<ReceivedLogoutAnswer> ReadAnswer(string? query, ExpectedLogout expected, string? requestId) => Run((checks, now) =>
        AnswerOf(LogoutIntake.Redirected(query ?? "", "SAMLResponse", "LogoutResponse", expected, now, checks), requestId, checks));

    private LogoutOutcome<T> Run<T>(Func<Checklist, DateTimeOffset, T> reading)
        where T : class
    {
        var checks = new Checklist();
        var message = checks.Run(() => reading(checks, clock.GetUtcNow()));
        return new(message, checks.Refusal, checks.Results, checks.Fault);
    }

    private static ReceivedLogout RequestOf(LogoutIntake intake, ExpectedLogout expected, DateTimeOffset now, Checklist checks)
    {
        var end = intake.Root.Attribute("NotOnOrAfter");
        if (end is not null)
        {
            checks.Require(SamlRefusal.LogoutExpired, now - expected.Skew < Instants.Read(end), $"after {Instants.Write(now)}", end);
        }

        return new()
        {
            Id = intake.Head.Id,
            // Older than this the head's own check refuses it.
            KeepUntil = now + MessageHead.LongestWay + (2 * expected.Skew),
            NameId = SubjectCheck.Read(intake.Root.Child(SamlNames.Assertion, "NameID")!, checks),
            SessionIndexes = [.. intake.Root.Children(SamlNames.Protocol, "SessionIndex").Select(index => index.Text())],
            RelayState = intake.RelayState,
        };
    }

    private static ReceivedLogoutAnswer AnswerOf(LogoutIntake intake, string? requestId, Checklist checks)
    {
        var answered = intake.Head.InResponseTo;
        checks.Require(SamlRefusal.InResponseToWrong, requestId is not null && string.Equals(answered, requestId, StringComparison.Ordinal), requestId ?? "no request is pending", answered);
        return new(answered!, intake.Head.Status!, intake.RelayState);
    }
}
