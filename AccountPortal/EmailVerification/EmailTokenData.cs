using AccountPortal.PersonalData;

namespace AccountPortal.EmailVerification;

/// <summary>Links that were mailed.</summary>
internal sealed class EmailTokenData : IPersonalData
{
    public string Name => "mailed-links";

    public string Title => "Links that we mailed to you";

    public void Declare(DataDeclarations declare) =>
        declare.Owned<EmailToken>("Links that we mailed to you", token => token.UserId)
            .Exports(
                token => token.Id, token => token.Email, token => token.Purpose, token => token.CreatedAt, token => token.ExpiresAt, token => token.UsedAt,
                token => token.SessionId)
            .Withholds("It is you.", token => token.UserId)
            .Withholds("The hash of a secret: it opens nothing for you, and could for others.", token => token.TokenHash);
}
