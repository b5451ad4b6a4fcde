namespace DataLakeTools.Core.Jobs.Steps;

/// <summary>Reads one type of step, strictly.</summary>
internal interface IStepReader
{
    /// <summary>Reads a step.</summary>
    /// <param name="step">Its place in the document.</param>
    /// <param name="name">Its name.</param>
    LakeJobStep Read(JobElement step, string name);
}
