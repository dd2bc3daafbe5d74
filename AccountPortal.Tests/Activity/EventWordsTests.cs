using System.Reflection;
using AccountPortal.Activity;
using AccountPortal.Sessions;
using AccountPortal.Shared;

namespace AccountPortal.Tests.Activity;

public class EventWordsTests
{
    private static readonly Guid SomebodyElse = Guid.CreateVersion7();

    private static IEnumerable<string> Kinds => Constants(typeof(EventKind));

    [Fact]
    public void Every_kind_has_words()
    {
        Assert.Empty(Kinds.Except(EventWords.Kinds));
        Assert.True(Kinds.Count() > 20);
    }

    [Fact]
    public void Every_sentence_is_plain_to_either_reader()
    {
        foreach (var happened in Kinds.SelectMany(kind => new[] { Happened.Event(kind), Happened.Event(kind, EventOutcome.Refused) }))
        {
            Assert.Matches("""^[A-Z][^{}]+[^.{}]$""", EventWords.Sentence(happened, EventReader.Owner));
            Assert.DoesNotMatch(@"\byour?\b", EventWords.Sentence(happened, EventReader.Administrator));
            Assert.NotEmpty(Icons.Svg(EventWords.Icon(happened)).Value);
        }
    }

    [Theory]
    [InlineData("noted", null, "Went on from another network")]
    [InlineData("confirm", "DE", "Went on from another country, and was asked to confirm that it's you")]
    [InlineData("ended", "DE", "Was used from another country, and so signed out")]
    public void A_move_says_what_came_of_it(string then, string? from, string sentence) =>
        AssertSays(sentence, Happened.Event(EventKind.SessionMoved, details: [("then", then), ("fromCountry", from ?? "")]));

    [Theory]
    [InlineData("password", "Signed in with your password")]
    [InlineData("password totp", "Signed in with your password and a code")]
    [InlineData("passkey", "Signed in with a passkey")]
    [InlineData("saml", "Signed in through your company")]
    [InlineData("password carrier-pigeon", "Signed in with your password and another proof")]
    [InlineData("", "Signed in")]
    public void A_sign_in_says_its_factors(string method, string sentence) => AssertSays(sentence, Happened.Event(EventKind.SignIn, details: ("method", method)));

    [Theory]
    [InlineData("password", "wrong", "Somebody tried to sign in with a wrong password")]
    [InlineData("password", "locked", "Held back a sign-in with your password, after many wrong ones")]
    [InlineData("password", "throttled", "Somebody tried to sign in too many times")]
    [InlineData("password", "company", "Held back a sign-in with your password, because your company wants its own sign-in")]
    [InlineData("passkey", "company", "Held back a sign-in with your passkey, because your company wants its own sign-in")]
    [InlineData("password totp", "wrong", "Somebody knew your password but gave a wrong code")]
    [InlineData("totp", "wrong", "Somebody knew your password but gave a wrong code")]
    [InlineData("recovery-code", "wrong", "Somebody knew your password but gave a wrong recovery code")]
    [InlineData("saml", "", "Somebody tried to sign in through your company and was refused")]
    [InlineData("", "", "Somebody tried to sign in and was refused")]
    public void A_refusal_says_what_was_wrong(string method, string reason, string sentence) =>
        AssertSays(sentence, Happened.Event(EventKind.SignIn, EventOutcome.Refused, null, ("method", method), ("reason", reason)));

    [Theory]
    [InlineData("device", "Firefox on Windows", "Signed out Firefox on Windows")]
    [InlineData("count", "4", "Signed out 4 other sessions")]
    [InlineData("count", "1", "Signed out 1 other session")]
    [InlineData("session", "01a1fc37-a205-754e-8a2f-5b99760eaafd", "Signed out another session")]
    public void A_revoked_session_says_which(string name, string value, string sentence) => AssertSays(sentence, Happened.Event(EventKind.SessionRevoked, details: (name, value)));

    [Fact]
    public void An_ended_session_says_why()
    {
        // These three are events of their own.
        var reasons = Constants(typeof(EndReason)).Except([EndReason.SignedOut, EndReason.RevokedByOwner, EndReason.SignedInAgain]).ToList();
        var general = EventWords.Sentence(Happened.Event(EventKind.SessionEnded), EventReader.Owner);
        var sentences = reasons.Select(reason => EventWords.Sentence(Happened.Event(EventKind.SessionEnded, details: ("reason", reason)), EventReader.Owner)).ToList();
        Assert.DoesNotContain(general, sentences);
        Assert.Equal(reasons.Count, sentences.Distinct().Count());
    }

    [Fact]
    public void A_name_that_somebody_gave_is_not_taken_for_a_word_of_ours() =>
        AssertSays("Named a device \"{your}\"", Happened.Event(EventKind.DeviceNamed, details: ("name", "{your}")));

    [Fact]
    public void Administrators_read_of_somebody_else() =>
        Assert.Equal("Signed in with their password", EventWords.Sentence(Happened.Event(EventKind.SignIn, details: ("method", "password")), EventReader.Administrator));

    [Theory]
    [InlineData(EventKind.AccountLocked, "An administrator locked your account")]
    [InlineData(EventKind.ProfileChanged, "An administrator changed your profile")]
    [InlineData(EventKind.RoleGranted, "An administrator gave you a role")]
    [InlineData("admin-mood-lifted", "An administrator did something with your account")]
    public void What_an_administrator_did_says_so_and_names_nobody(string kind, string sentence) => AssertSays(sentence, Happened.Event(kind).With(actorId: SomebodyElse));

    [Fact]
    public void What_the_portal_did_by_itself_is_no_administrators_act() => AssertSays("Locked your account", Happened.Event(EventKind.AccountLocked).With(nobody: true));

    [Theory]
    [InlineData(EventKind.EmailVerified, EventOutcome.Success, "Confirmed your email address")]
    [InlineData(EventKind.SignIn, EventOutcome.Success, "Signed in")]
    [InlineData(EventKind.PasswordChanged, EventOutcome.Refused, "Somebody tried to change your password without knowing it")]
    public void Who_comes_by_a_link_or_is_refused_is_no_administrator(string kind, string outcome, string sentence) =>
        AssertSays(sentence, Happened.Event(kind, outcome).With(actorId: SomebodyElse));

    [Fact]
    public void A_kind_without_words_is_told_in_general()
    {
        AssertSays("Did something with your account", Happened.Event("kitchen-painted"));
        AssertSays("Somebody tried something with your account and was refused", Happened.Event("kitchen-painted", EventOutcome.Refused));
        AssertSays("Somebody tried something with your account and was refused", Happened.Event(EventKind.SignOut, EventOutcome.Refused));
        Assert.Null(EventWords.Group(Happened.Event("kitchen-painted")));
    }

    [Fact]
    public void Every_kind_is_found_in_the_group_that_it_shows()
    {
        foreach (var group in EventGroups.All)
        {
            Assert.All(EventWords.KindsIn(group, refused: false), kind => Assert.Equal(group, EventWords.Group(Happened.Event(kind))));
            Assert.All(EventWords.KindsIn(group, refused: true), kind => Assert.Equal(group, EventWords.Group(Happened.Event(kind, EventOutcome.Refused))));
            Assert.Equal(group, EventGroups.Find(group.ToText()));
        }

        Assert.Equal(Kinds.Order(StringComparer.Ordinal), EventGroups.All.SelectMany(group => EventWords.KindsIn(group, refused: false)).Order(StringComparer.Ordinal));
        Assert.Equal(EventGroup.Alerts, EventWords.Group(Happened.Event(EventKind.SignInLocked, EventOutcome.Refused)));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(constant => constant.IsLiteral).Select(constant => (string)constant.GetRawConstantValue()!);

    private static void AssertSays(string sentence, SecurityEvent happened) => Assert.Equal(sentence, EventWords.Sentence(happened, EventReader.Owner));
}
