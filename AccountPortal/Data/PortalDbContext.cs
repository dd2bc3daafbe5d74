using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data.Keys;
using AccountPortal.Deletion;
using AccountPortal.Devices;
using AccountPortal.EmailVerification;
using AccountPortal.Export;
using AccountPortal.Mail;
using AccountPortal.Passkeys;
using AccountPortal.Retention;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.SharedAccounts;
using AccountPortal.StepUp;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Data;

/// <summary>Everything that the portal keeps, in PostgreSQL. Each feature configures its own entities, at the bottom of their files.</summary>
public sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : IdentityDbContext<Account, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    public DbSet<DeviceNetwork> DeviceNetworks => Set<DeviceNetwork>();

    public DbSet<SharedAccountFinding> SharedAccountFindings => Set<SharedAccountFinding>();

    public DbSet<KeptForm> KeptForms => Set<KeptForm>();

    public DbSet<TotpFactor> TotpFactors => Set<TotpFactor>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<FactorReset> FactorResets => Set<FactorReset>();

    public DbSet<SpentChallenge> SpentChallenges => Set<SpentChallenge>();

    public DbSet<EmailToken> EmailTokens => Set<EmailToken>();

    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();

    public DbSet<OutboxEmail> OutboxEmails => Set<OutboxEmail>();

    public DbSet<DeletionRequest> DeletionRequests => Set<DeletionRequest>();

    public DbSet<ImmediateDeletion> ImmediateDeletions => Set<ImmediateDeletion>();

    public DbSet<Tombstone> Tombstones => Set<Tombstone>();

    public DbSet<AccountNotice> AccountNotices => Set<AccountNotice>();

    public DbSet<DataExport> DataExports => Set<DataExport>();

    public DbSet<DataExportPart> DataExportParts => Set<DataExportPart>();

    public DbSet<SamlProvider> SamlProviders => Set<SamlProvider>();

    public DbSet<SamlCertificate> SamlCertificates => Set<SamlCertificate>();

    public DbSet<SamlDomain> SamlDomains => Set<SamlDomain>();

    public DbSet<SamlKey> SamlKeys => Set<SamlKey>();

    public DbSet<SamlIdentity> SamlIdentities => Set<SamlIdentity>();

    public DbSet<SamlRequest> SamlRequests => Set<SamlRequest>();

    public DbSet<ConsumedMessage> ConsumedMessages => Set<ConsumedMessage>();

    public DbSet<RefusedMessage> RefusedMessages => Set<RefusedMessage>();

    public DbSet<RetentionRun> RetentionRuns => Set<RetentionRun>();

    public DbSet<Throttle> Throttles => Set<Throttle>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<PortalSecret> PortalSecrets => Set<PortalSecret>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
        builder.Entity<IdentityRole<Guid>>().ToTable("roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("role_claims");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("user_passkeys").OwnsOne(passkey => passkey.Data, data => data.ToJson("data"));
        builder.UseSnakeCase();
    }

    /// <summary>In queries alone: PostgreSQL's function of that name. Indexes that are made of it are used where it is written in just the same way.</summary>
    [DbFunction("split_part", IsBuiltIn = true)]
    internal static string SplitPart(string text, string delimiter, int field) => throw new InvalidOperationException("Only the database splits.");
}
