using AccountPortal;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Alerts;
using AccountPortal.ApiDocument;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Demo;
using AccountPortal.Devices;
using AccountPortal.EmailVerification;
using AccountPortal.Export;
using AccountPortal.Gateway;
using AccountPortal.Health;
using AccountPortal.Inactivity;
using AccountPortal.Mail;
using AccountPortal.Passkeys;
using AccountPortal.Passwords;
using AccountPortal.PersonalData;
using AccountPortal.Places;
using AccountPortal.Recovery;
using AccountPortal.Retention;
using AccountPortal.Saml;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Settings;
using AccountPortal.Shared;
using AccountPortal.SharedAccounts;
using AccountPortal.SignIn;
using AccountPortal.SignUp;
using AccountPortal.StepUp;
using AccountPortal.Telemetry;
using AccountPortal.TwoFactor;

if (Commands.AsksForHelp(args))
{
    return 0;
}

using var stop = new StopRequest();
try
{
    var builder = WebApplication.CreateBuilder(Commands.Settings(args));
    DemoCommand.DemandDevelopment(args, builder.Environment);
    RuntimeCheck.Demand(builder.Environment, RuntimeCheck.Installed);
    builder.AddLocalSettings();
    builder.AddCredentials();
    builder.AddDefaultAddress();
    builder.AddTelemetry();
    var settings = HostSettings.Read(builder.Configuration, builder.Environment);
    await using var database = await Database.FindAsync(settings, builder.Environment, stop.Token);

    builder.Services
        .AddHosting(settings)
        .AddData(database.ConnectionString, settings.KeyEncryption)
        .AddSecurity()
        .AddPersonalData()
        .AddShared()
        .AddAccounts()
        .AddActivity()
        .AddAlerts()
        .AddDevices()
        .AddPlaces()
        .AddMail(builder.Environment)
        .AddSessions(database.ConnectionString, settings)
        .AddGateway(settings)
        .AddStepUp()
        .AddSignUp()
        .AddEmailVerification()
        .AddSignIn()
        .AddPasswords()
        .AddPasskeys(settings)
        .AddTwoFactor()
        .AddSaml()
        .AddAdmin()
        .AddSharedAccounts()
        .AddDeletion()
        .AddExport()
        .AddInactivity()
        .AddRetention()
        .AddRecovery()
        .AddHealth()
        .AddApiDocument();

    if (await Commands.RunAsync(args, builder.Build) is { } exitCode)
    {
        return exitCode;
    }

    var app = builder.Build();
    app.UseTelemetry();
    app.UseSecurity();
    app.MapPortal();
    await app.RunPortalAsync(database, stop.Token);
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception) is { } lines)
{
    await Console.Error.WriteLineAsync(lines);
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 1;
}
