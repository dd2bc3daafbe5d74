using AccountPortal.Inactivity;
using AccountPortal.Retention;
using AccountPortal.Settings;

namespace AccountPortal.Tests.Retention;

/// <summary>Which values production takes, and that development takes short ones singly.</summary>
public class RetentionSettingsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_is_set_by_default_is_fine() => Assert.Empty(Errors(new RetentionSettings(), false).Concat(Errors(new InactivitySettings(), false)));

    [Fact]
    public void An_address_is_not_removed_before_it_is_cut_nor_an_ended_session_kept_beyond_it()
    {
        Assert.Empty(Errors(new RetentionSettings { IpCutAfter = Days(180), EndedSessions = Days(180) }, false));
        Assert.Contains("Retention:IpCutAfter", Assert.Single(Errors(new RetentionSettings { IpCutAfter = Days(180) + Second }, false)), StringComparison.Ordinal);
        Assert.Contains("Retention:EndedSessions", Assert.Single(Errors(new RetentionSettings { EndedSessions = Days(180) + Second }, false)), StringComparison.Ordinal);
        Assert.Empty(Errors(new RetentionSettings { IpCutAfter = Days(181), EndedSessions = Days(181) }, true));
    }

    [Fact]
    public void What_other_features_judge_by_is_kept_for_as_long_as_they_do()
    {
        Assert.Equal(4, Errors(new RetentionSettings { SecurityEvents = Days(90) - Second, EndedSessions = Days(7) - Second, KnownDevices = Days(91) - Second, Mails = Days(4) - Second }, false).Count);
        Assert.Empty(Errors(new RetentionSettings { SecurityEvents = Days(90), EndedSessions = Days(7), KnownDevices = Days(91), Mails = Days(4) }, false));
        Assert.Empty(Errors(new RetentionSettings { SecurityEvents = Second, EndedSessions = Second, KnownDevices = Second, Mails = Second }, true));
    }

    [Fact]
    public void Each_step_of_inactivity_needs_the_one_before_and_thirty_days()
    {
        Assert.Empty(Errors(new InactivitySettings { WarnAfter = Days(365), LockAfter = Days(395), DeleteAfter = Days(425) }, false));
        Assert.Empty(Errors(new InactivitySettings { WarnAfter = Days(365), LockAfter = TimeSpan.Zero }, false));
        Assert.Contains("Inactivity:LockAfter", Assert.Single(Errors(new InactivitySettings { WarnAfter = Days(365), LockAfter = Days(395) - Second }, false)), StringComparison.Ordinal);
        Assert.Contains("Inactivity:DeleteAfter", Assert.Single(Errors(new InactivitySettings { WarnAfter = Days(365), LockAfter = Days(395), DeleteAfter = Days(425) - Second }, false)), StringComparison.Ordinal);
        Assert.Contains("Inactivity:LockAfter", Assert.Single(Errors(new InactivitySettings { LockAfter = Days(395) }, false)), StringComparison.Ordinal);
        Assert.Contains("Inactivity:WarnAfter", Assert.Single(Errors(new InactivitySettings { WarnAfter = Days(30) - Second }, false)), StringComparison.Ordinal);
        Assert.Single(Errors(new InactivitySettings { WarnAfter = -Second }, true));
        Assert.Empty(Errors(new InactivitySettings { LockAfter = Second }, true));
    }

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);

    private static IReadOnlyList<string> Errors<T>(T settings, bool isDevelopment)
        where T : ISettings
    {
        var check = new SettingsCheck(T.Section, isDevelopment);
        settings.Validate(check);
        return check.Errors;
    }
}
