namespace AccountPortal.Saml.Operation;

/// <summary>What a refusal means for an administrator, and what to do.</summary>
public static class RefusalWords
{
    private const string Damaged = "The message was damaged on its way, or was never one of a company's system. If it happens again with the same company, send its support the redacted message.";
    private const string Attack = "No honest system sends this. Somebody may have tried to change a signed message, or to pass off another one. Nobody was signed in.";
    private const string Unusual = "The company's system writes its messages in a way that the standard does not allow here. Show its support the redacted message.";
    private const string Clocks = "Their clock or ours is wrong, or the browser kept the message for long. If it happens often, have the clocks checked; some minutes of skew can be allowed in the settings.";
    private const string Stale = "The sign-in took longer than ten minutes, was answered twice (the back button), or came back in another browser. Usually trying again helps. It may also have been started from a tile in the company's portal, which the settings can allow.";
    private const string Crypto = "The company's system uses an algorithm that is not safe enough, or not supported. Choose SHA-256 and RSA for signatures there.";
    private const string Encryption = "The answer was not encrypted as it has to be. Check that the company's system has our current certificate, and uses AES-GCM with RSA-OAEP.";

    public static string Of(SamlRefusal reason) => reason switch
    {
        SamlRefusal.StatusNotSuccess => "The company's system refused the sign-in itself. Perhaps the person is not assigned to this application there; its own log says more.",
        SamlRefusal.DestinationWrong or SamlRefusal.RecipientWrong => "The company's system sends its answers to another address. Compare the ACS URL there with ours, letter by letter.",
        SamlRefusal.IssuerWrong or SamlRefusal.AssertionIssuerWrong => "The answer calls itself by another entity ID than the one that is configured here. Read the company's metadata again.",
        SamlRefusal.AudienceWrong => "The answer is meant for another application. Compare the entity ID (audience) there with ours, letter by letter.",
        SamlRefusal.NoTrustedCertificate => "No certificate of the company's is stored here, so nothing can be believed. Read its metadata, or add the certificate.",
        SamlRefusal.SignatureInvalid or SamlRefusal.RedirectSignatureInvalid => "The signature fits none of the certificates that are stored here. Most of the time the company has changed its certificate: read its metadata again. It may also be forged.",
        SamlRefusal.SignatureMissing or SamlRefusal.RedirectSignatureMissing => "The answer is not signed where it has to be. Have the company's system sign the assertion.",
        SamlRefusal.SignatureAlgorithmForbidden or SamlRefusal.DigestAlgorithmForbidden or SamlRefusal.RedirectAlgorithmForbidden or SamlRefusal.CanonicalizationForbidden or SamlRefusal.SignatureTransformForbidden => Crypto,
        SamlRefusal.SignaturePositionWrong or SamlRefusal.SignatureShapeWrong or SamlRefusal.SignatureReferenceWrong or SamlRefusal.SignedBytesDiffer or SamlRefusal.DigestEmpty
            or SamlRefusal.DoctypePresent or SamlRefusal.MarkupForbidden or SamlRefusal.IdentifierWrong or SamlRefusal.AssertionCountWrong or SamlRefusal.ExtensionContentForbidden => Attack,
        SamlRefusal.EncryptionMissing or SamlRefusal.EncryptionShapeWrong or SamlRefusal.EncryptionAlgorithmForbidden or SamlRefusal.DecryptionFailed or SamlRefusal.DecryptedContentWrong => Encryption,
        SamlRefusal.InResponseToWrong or SamlRefusal.ConfirmationInResponseToWrong => Stale,
        SamlRefusal.Replayed => "This message counted before, or its request was answered before. After the back button that is harmless; otherwise somebody may have copied it.",
        SamlRefusal.Unsolicited => "Nobody here had asked for it: it was started from a tile in the company's portal. Let the tile lead to our sign-in address, or allow it in the settings.",
        SamlRefusal.IssueInstantWrong or SamlRefusal.AssertionIssueInstantWrong or SamlRefusal.ConfirmationExpired or SamlRefusal.ConditionsNotYetValid or SamlRefusal.ConditionsExpired
            or SamlRefusal.AuthenticationInFuture or SamlRefusal.SessionExpired or SamlRefusal.LogoutExpired => Clocks,
        SamlRefusal.ConditionsTooLong => "The answer would be valid for more than a day. Shorten its validity in the company's system.",
        SamlRefusal.AuthenticationTooOld => "A fresh sign-in was asked for (ForceAuthn), and the company's system answered from an old one. Nobody can confirm that it's them that way.",
        SamlRefusal.AuthnContextWrong => "The person signed in there in a way that the settings here do not accept, without a second factor perhaps.",
        SamlRefusal.NameIdFormatForbidden => "The company's system names people in another form than the one that is asked for. Change the NameID format there, or here in the settings.",
        SamlRefusal.NameIdQualifierWrong => "The name is qualified for another application or by another system.",
        SamlRefusal.AttributeWrong or SamlRefusal.AttributeDuplicated => "An attribute came more than once, or holds what is no plain text. Which one is meant nobody can tell, so none is used.",
        SamlRefusal.AccountKeyMissing => "The answer has no lasting name for the person. Choose a NameID that stays the same, or an attribute that does, on the page of attributes.",
        SamlRefusal.EmailMissing => "The answer has no usable email address where one is expected. Choose the attribute that holds it on the page of attributes.",
        SamlRefusal.DomainForeign => "The person's address is not at a proven domain of this company. Add and prove the domain, if it is the company's.",
        SamlRefusal.ProviderDisabled => "The provider was disabled, or still a draft, when the message came.",
        SamlRefusal.GroupMissing => "The person is not in the group that may come in.",
        SamlRefusal.AccountMissing => "The person has no account, and none is made at the first sign-in.",
        SamlRefusal.AccountForbidden => "The account may not be opened by a company.",
        SamlRefusal.AnotherPerson => "Somebody else confirmed than who is signed in.",
        SamlRefusal.FormParametersWrong or SamlRefusal.RelayStateTooLong or SamlRefusal.RedirectQueryWrong or SamlRefusal.TooLarge or SamlRefusal.Base64Wrong or SamlRefusal.CompressionWrong
            or SamlRefusal.EncodingWrong or SamlRefusal.NotWellFormed or SamlRefusal.TooComplex or SamlRefusal.RootWrong => Damaged,
        SamlRefusal.Unreadable => "The message hit a defect of the portal. Please report it with the number: the portal's log has the rest.",
        _ => Unusual,
    };
}
