using AccountPortal.Activity;
using AccountPortal.SignIn;

namespace AccountPortal.Demo;

/// <summary>A night in which somebody goes through a list of addresses and passwords: most are nobody's here, some are accounts', none is opened.</summary>
internal sealed class DemoAttack(DemoBook book, IReadOnlyList<DemoDiary> victims)
{
    private const int Tries = 60;
    private const int EveryWhich = 5;
    private static readonly DemoSpot From = DemoTown.Nairobi.Elsewhere(141);

    public void Write()
    {
        var night = new DateTimeOffset(book.Now.AddDays(-4).UtcDateTime.Date, TimeSpan.Zero).AddHours(2);
        var device = book.Read(DemoBrowser.Curl).Name;
        for (var number = 0; number < Tries; number++)
        {
            var at = night.AddSeconds(number * 23);
            if (number % EveryWhich == 0)
            {
                victims[number / EveryWhich % victims.Count].Refused(at, From, DemoBrowser.Curl);
            }
            else
            {
                book.Event(at, EventKind.SignIn, EventOutcome.Refused, null, null, null, From, device, new() { ["method"] = AuthMethod.Password, ["reason"] = "wrong" });
            }
        }

        var target = victims[0].Account;
        book.Event(night.AddHours(1), EventKind.SignInLocked, EventOutcome.Refused, target.Id, null, null, From, device);
    }
}
