using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Tests.Activity;

namespace AccountPortal.Tests.Admin;

/// <summary>What the owner of an account may know of an administrator's act, and whom the settings make one.</summary>
public class OwnersShareTests
{
    [Theory]
    [InlineData("admin-session-revoked")]
    [InlineData("account-locked")]
    public void The_reason_of_an_administrator_is_no_part_of_it(string kind)
    {
        var happened = Happened.Event(kind, details: [("reason", "private"), ("device", "Firefox on Ubuntu")]).With(actorId: Guid.CreateVersion7());
        var shown = OwnersView.Of(happened);
        Assert.Equal((null, "Firefox on Ubuntu"), (shown.Detail("reason"), shown.Detail("device")));
        Assert.Equal("private", happened.Detail("reason"));
    }

    [Fact]
    public void The_reason_of_a_refused_sign_in_stays() =>
        Assert.Equal("wrong", OwnersView.Of(Happened.Event(EventKind.SignIn, EventOutcome.Refused, details: ("reason", "wrong"))).Detail("reason"));

    [Fact]
    public void Everybody_is_signed_out_in_these_words() =>
        Assert.Equal("An administrator signed everybody out", EventWords.Sentence(Happened.Event(EventKind.AdminSessionsRevoked, details: ("scope", "everybody")), EventReader.Administrator));

    [Theory]
    [InlineData("Boss@Example.com", true, false, true)]
    [InlineData("boss@example.com", false, false, false)]
    [InlineData("boss@example.com", true, true, false)]
    [InlineData("boss@example.com.example", true, false, false)]
    [InlineData("", true, false, false)]
    public void The_settings_cover_a_proven_local_address(string email, bool isVerified, bool isBySaml, bool covers) =>
        Assert.Equal(covers, new AdminSettings { Emails = ["boss@example.com"] }.Covers(email, isVerified, isBySaml));
}
