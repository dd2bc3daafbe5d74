namespace AccountPortal.Passkeys;

/// <summary>
/// A button within a form that asks the browser for a passkey, puts the answer into the form as the field <c>passkey</c> and submits it.
/// <paramref name="Options"/>: where the script gets what to ask for. Shown by the script alone; see <c>_PasskeyButton.cshtml</c>.
/// </summary>
public sealed record PasskeyButton(string Options, string Text)
{
    public static readonly PasskeyButton StepUp = new("/me/step-up/passkey-options", "Use a passkey") { IsMain = true };
    public static readonly PasskeyButton SignIn = new("/login/passkey-options", "Sign in with a passkey") { OffersAutofill = true };

    /// <summary>For the second step of a sign-in: a passkey there is a sign-in of its own; see <c>_PasskeyForm.cshtml</c>.</summary>
    public static readonly PasskeyButton SecondStep = new("/login/passkey-options", "Use a passkey instead");

    /// <summary>Likewise, where the passkey is the account's only second factor.</summary>
    public static readonly PasskeyButton OnlySecondStep = new("/login/passkey-options", "Use your passkey") { IsMain = true };

    public static readonly PasskeyButton Add = new("/me/passkeys/options", "Create a passkey") { IsMain = true, Creates = true };

    public bool IsMain { get; init; }

    /// <summary>Whether it makes a new passkey; such a page is of no use where there are none, and says so.</summary>
    public bool Creates { get; init; }

    /// <summary>Whether the browser also offers passkeys in the page's field with <c>autocomplete="… webauthn"</c>.</summary>
    public bool OffersAutofill { get; init; }
}
