namespace AccountPortal.Activity;

/// <summary>Who reads of an event: its words speak to the account's owner ("your password") or about them ("their password").</summary>
public sealed record EventReader(string You, string Your)
{
    public static readonly EventReader Owner = new("you", "your");
    public static readonly EventReader Administrator = new("them", "their");

    /// <summary>Puts the words in for <c>{you}</c> and <c>{your}</c>.</summary>
    public string Read(string sentence) => sentence.Replace("{your}", Your, StringComparison.Ordinal).Replace("{you}", You, StringComparison.Ordinal);
}
