//! The closed lists of permission: rights, views, chores.

use crate::domain::vocabulary::vocabulary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

vocabulary! {
    /// A group of commands, views or chores that is granted together (权限).
    Right as "right" {
        /// Looking at cases: lists, search, alerts, the week of mediation.
        See = "see",
        /// Looking persons up in the directory.
        SeePersons = "see_persons",
        /// Looking at the centre's own data.
        SeeCentre = "see_centre",
        /// Looking at figures.
        Statistics = "statistics",
        /// Filing a report: keeping its figures as they went out (报表归档).
        Report = "report",
        /// Looking at numbers and addresses in full; every look is logged.
        Reveal = "reveal",
        /// Registering, correcting, accepting, declining.
        Intake = "intake",
        /// Replying, calling back, filing away.
        Answer = "answer",
        /// Assessing, routing, ruling, verifying.
        Triage = "triage",
        /// Confirming a grade, or setting another (核定定级).
        Grade = "grade",
        /// Linking and merging cases.
        Relate = "relate",
        /// Writing down what a leader decided.
        Instruct = "instruct",
        /// Extending and pausing time limits.
        Extend = "extend",
        /// A unit's own steps: signing, objecting, reporting.
        Handle = "handle",
        /// Pressing a unit that holds a matter (催办).
        Press = "press",
        /// Joint mediation.
        Mediate = "mediate",
        /// Making the roster: patterns, publishing, approving swaps (排班).
        Roster = "roster",
        /// Standing on duty: the shift's log, handing over and taking over, asking for a swap (值班).
        Duty = "duty",
        /// Issuing directives and closing them out (督办).
        Supervise = "supervise",
        /// Signing for a directive and replying to it.
        Comply = "comply",
        /// Notes and acknowledgements.
        Note = "note",
        /// Keeping the directory of persons: correcting, households, who is the same as whom.
        Persons = "persons",
        /// Sealed cases (密件): sealing, and opening with a second person.
        Seal = "seal",
        /// Approving and paying subsidies per case (以案定补).
        Subsidise = "subsidise",
        /// Publishing results (办理公示).
        Publish = "publish",
        /// Taking registers out of the file.
        Export = "export",
        /// Letting the ladder of alerts climb: the open desk does it by itself.
        Escalate = "escalate",
        /// The centre's own data: units, rooms, people, rulebook, calendar.
        Administer = "administer",
        /// Looking after the file: backup, restore, verify, rebuild, doctor.
        Keep = "keep",
        /// Reading who looked at what.
        Audit = "audit",
    }
    /// Something to look at.
    View as "view" {
        /// The lists and the counters of the top line.
        Lists = "lists",
        /// One case.
        Case = "case",
        /// Searching.
        Find = "find",
        /// Time limits and alerts.
        Alerts = "alerts",
        /// The week of the mediation rooms.
        Week = "week",
        /// The directory of persons.
        People = "people",
        /// Units, rooms, mediators, officers, rulebook, calendar.
        Directory = "directory",
        /// Who is on duty and on the floor: the roster.
        Duty = "duty",
        /// Figures.
        Statistics = "statistics",
        /// Who looked at what.
        AccessLog = "access_log",
    }
    /// Something to do that is no command: with the file, or out of it.
    Chore as "chore" {
        /// Registers as sheets, with who took them on every page.
        Export = "export",
        /// Everything, in open formats.
        ExportAll = "export_all",
        /// A copy of the file.
        Backup = "backup",
        /// The file as a copy has it.
        Restore = "restore",
        /// Whether log and rows agree.
        Verify = "verify",
        /// All rows anew from the log.
        Rebuild = "rebuild",
        /// The health of file, share and set-up.
        Doctor = "doctor",
        /// A password for somebody else.
        SetPassword = "set_password",
    }
}
