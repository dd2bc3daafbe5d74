namespace AccountPortal.Saml.Setup;

/// <summary>Beside a setting: whether it is stricter or looser than what a provider begins with; <c>null</c>: it is as that.</summary>
public sealed record SettingBadge(string Words, string Kind)
{
    private const int UsualSkew = 60;

    private static readonly SettingBadge Stricter = new("Stricter than usual", "good");
    private static readonly SettingBadge Looser = new("Looser than usual", "warn");

    public static SettingBadge? IfOn(bool isOn, bool isStrict) => isOn ? isStrict ? Stricter : Looser : null;

    public static SettingBadge? IfOff(bool isOn, bool isStrict) => IfOn(!isOn, isStrict);

    public static SettingBadge? OfSkew(TimeSpan skew) => skew.TotalSeconds < UsualSkew ? Stricter : skew.TotalSeconds > UsualSkew ? Looser : null;

    public static SettingBadge? OfAge(TimeSpan? age, TimeSpan usual) => age is null || age == usual ? null : age < usual ? Stricter : Looser;
}
