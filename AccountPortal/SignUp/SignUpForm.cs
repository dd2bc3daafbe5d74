using System.ComponentModel.DataAnnotations;
using AccountPortal.Accounts;
using AccountPortal.Passwords;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.SignUp;

/// <summary>What the sign-up page and <c>POST /signup</c> take.</summary>
public sealed class SignUpForm
{
    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Email { get; init; } = "";

    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Password { get; init; } = "";

    /// <summary>Reads the address and asks the rules for passwords; what is wrong goes beside the fields.</summary>
    public bool TryRead(PasswordRules rules, ModelStateDictionary problems, out EmailAddress email)
    {
        if (!EmailAddress.TryParse(Email, out email))
        {
            problems.AddModelError(nameof(Email), "Enter an email address, like name@example.com.");
        }

        if (rules.Refusal(Password, Email) is { } refusal)
        {
            problems.AddModelError(nameof(Password), refusal);
        }

        return problems.IsValid;
    }
}
