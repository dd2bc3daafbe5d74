namespace AccountPortal.StepUp;

/// <summary>What is kept of a form: where it was going and everything in it.</summary>
public sealed record KeptRequest(string Path, string Query, string Purpose, bool SecondFactor, KeptField[] Fields, KeptFile[] Files)
{
    // What the portal itself put into the form, and what nobody wants to see on a screen.
    private static readonly string[] Unshown = ["csrf", "returnUrl", "token", "passkey", "code"];

    /// <summary>What the person typed or picked, for them to look at once more. No passwords.</summary>
    public IEnumerable<KeptField> Shown =>
    [
        .. Fields.Where(typed => typed.Value.Length > 0 && !Unshown.Contains(typed.Name, StringComparer.OrdinalIgnoreCase) && !IsPassword(typed.Name) && !Guid.TryParse(typed.Value, out _)),
        .. Files.Select(file => new KeptField(file.Name, file.FileName)),
    ];

    public bool HasPassword => Fields.Any(typed => IsPassword(typed.Name));

    private static bool IsPassword(string name) => name.Contains("password", StringComparison.OrdinalIgnoreCase);
}

public sealed record KeptField(string Name, string Value)
{
    /// <summary>The field's name in words: "newEmail" becomes "New email".</summary>
    public string Label => string.Concat(Name.Select((letter, at) => at == 0 ? char.ToUpperInvariant(letter).ToString()
        : char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter)
        : letter is '-' or '_' ? " " : letter.ToString()));
}

public sealed record KeptFile(string Name, string FileName, string? ContentType, byte[] Content);
