namespace AccountPortal.Saml;

/// <summary>
/// Why a SAML message was refused, in the order in which the reader checks. The person is told none of it; the administrator sees it with what
/// was expected and what came.
/// </summary>
public enum SamlRefusal
{
    // What arrived.
    FormParametersWrong,
    RelayStateTooLong,
    RedirectQueryWrong,
    RedirectSignatureMissing,
    RedirectAlgorithmForbidden,
    RedirectSignatureInvalid,
    TooLarge,
    Base64Wrong,
    CompressionWrong,
    EncodingWrong,

    // The XML, before any of it is believed.
    DoctypePresent,
    NotWellFormed,
    TooComplex,
    MarkupForbidden,
    IdentifierWrong,
    NamespaceWrong,
    RootWrong,
    ElementUnknown,
    ExtensionContentForbidden,
    StructureWrong,
    AssertionCountWrong,

    // The message's own head.
    VersionWrong,
    IssueInstantWrong,
    DestinationWrong,
    IssuerWrong,
    InResponseToWrong,
    Unsolicited,
    StatusNotSuccess,

    // Its signatures.
    NoTrustedCertificate,
    SignatureMissing,
    SignaturePositionWrong,
    SignatureShapeWrong,
    SignatureReferenceWrong,
    SignatureTransformForbidden,
    CanonicalizationForbidden,
    SignatureAlgorithmForbidden,
    DigestAlgorithmForbidden,
    DigestEmpty,
    SignatureInvalid,
    SignedBytesDiffer,

    // Its encryption.
    EncryptionMissing,
    EncryptionShapeWrong,
    EncryptionAlgorithmForbidden,
    DecryptionFailed,
    DecryptedContentWrong,

    // The assertion.
    AssertionVersionWrong,
    AssertionIssueInstantWrong,
    AssertionIssuerWrong,
    SubjectWrong,
    NameIdFormatForbidden,
    NameIdQualifierWrong,
    ConfirmationMissing,
    RecipientWrong,
    ConfirmationExpired,
    ConfirmationNotBeforePresent,
    ConfirmationInResponseToWrong,
    ConditionsMissing,
    ConditionsNotYetValid,
    ConditionsExpired,
    ConditionsTooLong,
    AudienceWrong,
    ConditionUnknown,
    AuthnStatementWrong,
    AuthenticationInFuture,
    AuthenticationTooOld,
    AuthnContextWrong,
    SessionExpired,
    AttributeWrong,
    AttributeDuplicated,

    // A logout.
    LogoutExpired,

    // Metadata.
    MetadataEntityWrong,
    MetadataExpired,
    MetadataRoleMissing,
    MetadataEndpointMissing,
    MetadataEndpointInsecure,
    MetadataKeyMissing,

    /// <summary>Something that no check foresaw: a defect of the reader, refused like the rest; the outcome carries the exception.</summary>
    Unreadable,
}
