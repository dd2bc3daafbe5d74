namespace AccountPortal.PersonalData;

/// <summary>
/// What one feature keeps about people. Each feature that has tables implements it in its own folder and registers it; erasure and export both work from
/// what is declared here, so that nothing is exported and forgotten by the eraser, or the other way round (P12).
/// </summary>
public interface IPersonalData
{
    /// <summary>What its part of an export is called: lower case with hyphens ("known-devices"); each feature has another.</summary>
    string Name { get; }

    /// <summary>The heading of its part, for the person ("Your devices").</summary>
    string Title { get; }

    /// <summary>Declares every table of the feature with every column. Called once, at start-up.</summary>
    void Declare(DataDeclarations declare);

    /// <summary>
    /// Takes the person out of rows that stay, in the eraser's transaction, before the rows that go are deleted. What is declared as owned needs nothing here.
    /// It may be called again for the same account, after an attempt that was rolled back.
    /// </summary>
    Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The account that is being erased.</summary>
/// <param name="Id">Its id, which no row keeps.</param>
/// <param name="Pseudonym">What stands for the account in rows that stay: random, so that no list of ids leads back to it.</param>
/// <param name="Email">Its address at the time of the erasure.</param>
public sealed record ErasedAccount(Guid Id, Guid Pseudonym, string Email);
