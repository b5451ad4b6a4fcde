using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Says why there is nothing to make tables of.</summary>
internal static class NoData
{
    /// <summary>The error of a build that has nothing to make tables of.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="day">The last day of what was looked for.</param>
    /// <param name="oneDay">Whether it is the only one.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async Task<DataLakeException> ErrorAsync(ILakeStore store, DateOnly day, bool oneDay, CancellationToken cancellationToken)
    {
        var days = (await RawInputs.ListAsync(store, DateOnly.MaxValue, oneDay: false, cancellationToken).ConfigureAwait(false)).Keys;
        return days.Count == 0 ? new DataLakeException(
                DataLakeError.LakeEmpty,
                $"The lake '{store.Lake}' has no raw data, so there is nothing to make tables of.",
                $"Send files first{HowTo.SendCsv}, or write records{HowTo.WriteBatches}; or name another lake with {LakeSetting.Lake}.",
                store.Lake.ToString())
            : !oneDay && days.First() <= day ? new DataLakeException(
                DataLakeError.TableNotFound,
                string.Create(CultureInfo.InvariantCulture, $"The lake '{store.Lake}' has no Trusted tables up to {day:yyyy-MM-dd}, which Refined ones are made of."),
                $"Make both layers{HowTo.BuildTables}.",
                store.Lake.ToString())
            : new DataLakeException(
                DataLakeError.DayWithoutData,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The lake '{store.Lake}' has no raw data {(oneDay ? "of" : "up to")} {day:yyyy-MM-dd}, so there is nothing to make tables of; it has some of {days.First():yyyy-MM-dd}{(days.Count == 1 ? string.Empty : $" to {days.Last():yyyy-MM-dd}")}."),
                $"Name a day with data; see which there is{HowTo.ListObjects}.",
                store.Lake.ToString());
    }
}
